-- Runs once, when the container makes its database. The role of the service is no superuser: for a superuser the wall
-- between organisations (row-level security) does not hold.
\set password `cat /run/secrets/database_password`
CREATE ROLE yinzheng LOGIN PASSWORD :'password';
CREATE DATABASE yinzheng OWNER yinzheng;
